; The installer for Windows: for one person, without administrator rights. /S is silent, /D=FOLDER (last, without quotes)
; names another folder. An upgrade replaces the program in place. The removal keeps conversations and settings; silently
; it takes them only with /DATA.
; Called with -DVERSION -DNUMBERS (four, with dots) -DSOURCE (the frozen folder) -DOUTPUT -DICON -DSIZE (KiB)
; and -DTARGET where another kind of installer than the usual is wanted

; Debian's NSIS also makes installers of 64 bits, which run in a wine of 64 bits; the one for Windows has only the others.
!ifdef TARGET
    Target ${TARGET}
!else
    Unicode true
!endif
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
CRCCheck force

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define NAME "Robofy Desktop"
!define KEY "Software\Robofy\Robofy Desktop"
!define PROGRAM "Robofy Desktop.exe"
!define CURRENT "Software\Microsoft\Windows\CurrentVersion"
!define RUN_VALUE "robofy-desktop" ; as desktop/autostart.py writes it
!define UNINSTALL "${CURRENT}\Uninstall\Robofy Desktop"

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Robofy Desktop"
InstallDirRegKey HKCU "${KEY}" "Folder"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${NUMBERS}"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Installs ${NAME}"
VIAddVersionKey LegalCopyright "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; A program that runs cannot be replaced. It holds its own file, so opening that for writing tells.
!macro WaitForProgram
    StrCpy $1 0
    ${Do}
        ${IfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
            ${Break}
        ${EndIf}
        ClearErrors
        FileOpen $0 "$INSTDIR\${PROGRAM}" a
        ${IfNot} ${Errors}
            FileClose $0
            ${Break}
        ${EndIf}
        ${If} ${Silent}
            IntOp $1 $1 + 1
            ${If} $1 > 20
                SetErrorLevel 3
                Quit
            ${EndIf}
            Sleep 500
        ${ElseIf} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is open. Close it, then try again." IDCANCEL`
            SetErrorLevel 3
            Quit
        ${EndIf}
    ${Loop}
!macroend

; Only a folder of ours is ever emptied: one with the program and its parts beside it.
!macro RemoveProgram
    ${If} ${FileExists} "$INSTDIR\_internal\base_library.zip"
        RMDir /r "$INSTDIR\_internal"
        Delete "$INSTDIR\${PROGRAM}"
        Delete "$INSTDIR\robofy-desktop.exe"
    ${EndIf}
!macroend

Section "Program"
    !insertmacro WaitForProgram
    !insertmacro RemoveProgram
    SetOutPath "$INSTDIR"
    File /r "${SOURCE}\*"
    WriteUninstaller "$INSTDIR\Uninstall.exe"
    CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}"

    WriteRegStr HKCU "${KEY}" "Folder" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
    WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Robofy Desktop contributors"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE}
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1

    WriteRegStr HKCU "Software\Classes\robofy-chat" "" "URL:${NAME}"
    WriteRegStr HKCU "Software\Classes\robofy-chat" "URL Protocol" ""
    WriteRegStr HKCU "Software\Classes\robofy-chat\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
    WriteRegStr HKCU "Software\Classes\.robofy-conversations" "" "Robofy.Conversations"
    WriteRegStr HKCU "Software\Classes\Robofy.Conversations" "" "Robofy conversations"
    WriteRegStr HKCU "Software\Classes\Robofy.Conversations\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
SectionEnd

Function un.onInit
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/DATA" $1
    ${IfNot} ${Errors}
        SectionSetFlags 1 1
    ${EndIf}
FunctionEnd

Section "un.Program" unProgram
    SectionIn RO
    !insertmacro WaitForProgram
    !insertmacro RemoveProgram
    Delete "$INSTDIR\Uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "${KEY}"
    DeleteRegKey /ifempty HKCU "Software\Robofy"
    DeleteRegValue HKCU "${CURRENT}\Run" "${RUN_VALUE}"
    ; where Windows keeps that a person switched it off
    DeleteRegValue HKCU "${CURRENT}\Explorer\StartupApproved\Run" "${RUN_VALUE}"
    DeleteRegKey HKCU "Software\Classes\robofy-chat"
    DeleteRegKey HKCU "Software\Classes\.robofy-conversations"
    DeleteRegKey HKCU "Software\Classes\Robofy.Conversations"
SectionEnd

Section /o "un.Conversations and settings" unData
    RMDir /r "$LOCALAPPDATA\Robofy\Robofy Desktop"
    RMDir "$LOCALAPPDATA\Robofy"
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
    !insertmacro MUI_DESCRIPTION_TEXT ${unProgram} "The program itself."
    !insertmacro MUI_DESCRIPTION_TEXT ${unData} "Everything you wrote and received. It cannot be brought back. Keys stay in the Credential Manager, under ${NAME}, unless you removed them in the settings."
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END
