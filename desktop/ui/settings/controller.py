"""What the settings dialog sets in motion: profiles, keys, tests, preferences."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.chat.connection import check_connection
from desktop.chat.ports import Robofy
from desktop.chat.profile_book import ProfileBook
from desktop.chat.tasks import TaskScope, settle
from desktop.core.chatbot import Profile, Secret, check_profile
from desktop.core.connection_result import ConnectionResult
from desktop.core.errors import AppError, Problem, ProfileError
from desktop.core.handshake import shakes_hands
from desktop.core.managed import Managed
from desktop.core.settings import NetworkSettings, Settings, next_zoom
from desktop.ui.look.theme import ThemeSwitch
from desktop.ui.settings.settings_dialog import SettingsDialog
from desktop.ui.words import sentence


class SettingsController(QObject):
    """`settings_changed` when they are in force; `profiles_changed` names a profile that came, went or is another."""

    settings_changed = Signal(object)  # Settings
    profiles_changed = Signal(str)
    problem_raised = Signal(object)  # Problem
    opened = Signal(object)  # SettingsDialog
    recordings_deletion_requested = Signal()

    def __init__(
        self,
        window: QWidget,
        book: ProfileBook,
        robofy: Robofy,
        tasks: TaskScope,
        switch: ThemeSwitch,
        settings: Settings,
        save_settings: Callable[[Settings], Awaitable[None]],
        managed: Managed | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._book = book
        self._robofy = robofy
        self._tasks = tasks
        self._switch = switch
        self._settings = settings
        self._save_settings = save_settings
        self._managed = managed or Managed()
        self._dialog: SettingsDialog | None = None

    @property
    def settings(self) -> Settings:
        return self._settings

    def show(self, profile_id: str = "") -> None:
        """Open the settings, at the page of a profile; `new` begins an empty one."""
        dialog = self._dialog or self._make_dialog()
        dialog.show_settings(self._settings)
        self._show_profiles(profile_id if profile_id != "new" else "")
        if profile_id == "new":
            dialog.begin_new_profile()
        dialog.open()
        self.opened.emit(dialog)

    def zoom(self, by: int) -> None:
        """Everything one step larger (1) or smaller (-1), or at its usual size (0)."""
        appearance = self._settings.appearance
        percent = next_zoom(appearance.zoom, by) if by else 100
        self._change(replace(self._settings, appearance=replace(appearance, zoom=percent)))

    def change_network(self, network: NetworkSettings) -> None:
        self.change_section(network=network)

    def change_section(self, **section: object) -> None:
        """Another value for a section, named as Settings names it."""
        self._change(replace(self._settings, **section))

    def remember_chatbot(self, profile_id: str, chatbot_id: str) -> None:
        self.change_section(last_chatbot=f"{profile_id}/{chatbot_id}")

    def _make_dialog(self) -> SettingsDialog:
        dialog = SettingsDialog(self._switch.theme, self._window)
        self._switch.theme_changed.connect(dialog.set_theme)
        dialog.lock(self._managed.locked)
        dialog.section_changed.connect(self._on_section_changed)
        dialog.recordings_deletion_requested.connect(self.recordings_deletion_requested)
        dialog.profile_submitted.connect(self._on_profile_submitted)
        dialog.profile_removal_requested.connect(self._on_profile_removal_requested)
        dialog.secret_removal_requested.connect(self._on_secret_removal_requested)
        dialog.chatbots.secret_keeping_requested.connect(self._on_secret_keeping_requested)
        dialog.test_requested.connect(self._on_test_requested)
        dialog.test_cancel_requested.connect(lambda: self._tasks.cancel("test"))
        self._dialog = dialog
        return dialog

    def _on_section_changed(self, name: str, value: object) -> None:
        self.change_section(**{name: value})

    def _change(self, wanted: Settings) -> None:
        """The dialog is told whoever wished it: what it shows must be what is in force."""
        settings = self._managed.enforce(wanted)
        if self._dialog is not None:
            self._dialog.show_settings(settings)
        if settings == self._settings:
            return
        self._settings = settings
        self._switch.set_choice(settings.appearance.theme.value)
        self._switch.set_zoom(settings.appearance.zoom)
        self.settings_changed.emit(settings)
        self._tasks.start("save-settings", settle, self._save, settings)

    async def _save(self, settings: Settings) -> None:
        try:
            await self._save_settings(settings)
        except AppError as error:
            self.problem_raised.emit(error.problem)

    def _on_profile_submitted(self, profile: Profile, secret: Secret | None, session_only: bool) -> None:
        self._tasks.start(f"profile:{profile.id}", settle, self._put, profile, secret, session_only)

    async def _put(self, profile: Profile, secret: Secret | None, session_only: bool) -> None:
        try:
            known = self._book.find(profile.id)
            if known is not None and known.managed:  # only the key is the user's
                profile, left = known, None
            else:
                check_profile(profile)
                left = await self._book.put(profile)
            if secret is not None:
                await self._book.keep_secret(profile, secret, session_only=session_only)
        except ProfileError as error:
            self._mark(profile.id, error.field, error.problem)
            return
        except AppError as error:
            self._mark(profile.id, "", error.problem)
            return
        self._show_saved(profile.id)
        self.profiles_changed.emit(profile.id)
        if left is not None:
            self.problem_raised.emit(left)

    def _on_profile_removal_requested(self, profile_id: str) -> None:
        self._tasks.start(f"profile:{profile_id}", settle, self._remove, profile_id)

    async def _remove(self, profile_id: str) -> None:
        try:
            await self._book.remove(profile_id)
        except AppError as error:
            self.problem_raised.emit(error.problem)
        self._show_saved(profile_id)
        self.profiles_changed.emit(profile_id)

    def _on_secret_removal_requested(self, profile_id: str) -> None:
        self._tasks.start(f"profile:{profile_id}", settle, self._forget, profile_id)

    async def _forget(self, profile_id: str) -> None:
        profile = self._book.find(profile_id)
        if profile is None:
            return
        try:
            await self._book.forget_secret(profile)
        except AppError as error:
            self._mark(profile_id, "secret", error.problem)
        await self._show_place(profile)

    def _on_secret_keeping_requested(self, profile_id: str) -> None:
        self._tasks.start(f"profile:{profile_id}", settle, self._keep, profile_id)

    async def _keep(self, profile_id: str) -> None:
        profile = self._book.find(profile_id)
        if profile is None or self._dialog is None:
            return
        self._dialog.show_secret(profile_id, await self._book.keep_for_good(profile))

    def _on_test_requested(self, profile: Profile, secret: Secret | None) -> None:
        self._tasks.start("test", self._test, profile, secret)

    async def _test(self, profile: Profile, secret: Secret | None) -> None:
        if self._dialog is None:
            return
        self._dialog.show_test(profile.id, None)
        self._dialog.show_test(profile.id, await self._result(profile, secret))

    async def _result(self, profile: Profile, typed: Secret | None) -> ConnectionResult:
        try:
            check_profile(profile)
            secret = typed or await self._book.secret(profile)
            if secret is None and not shakes_hands(profile):
                raise ProfileError(Problem("secret_missing"), "secret")
        except AppError as error:
            field = error.field if isinstance(error, ProfileError) else ""
            return ConnectionResult(False, profile.name, 0.0, problem=error.problem, field=field)
        return await check_connection(self._robofy, profile, profile.chatbots[0].id, secret or Secret(""))

    def show_added(self, added: Sequence[str]) -> None:
        """The book has these profiles, too."""
        self._show_profiles("")
        for profile_id in added:
            self.profiles_changed.emit(profile_id)

    def take_over(self, changed: Sequence[str]) -> None:
        """Another program changed these profiles, and the book knows it."""
        if self._dialog is not None:
            self._dialog.chatbots.take_over(self._book.profiles)
            self._show_places()
        for profile_id in changed:
            self.profiles_changed.emit(profile_id)

    def _show_profiles(self, selected: str) -> None:
        if self._dialog is None:
            return
        self._dialog.show_profiles(self._book.profiles, selected)
        self._show_places()

    def _show_saved(self, saved: str) -> None:
        if self._dialog is None:
            return
        self._dialog.show_saved(self._book.profiles, saved)
        self._show_places()

    def _show_places(self) -> None:
        for profile in (*self._book.connected, Profile("", "")):  # the last one: where a new key would go
            self._tasks.start(f"place:{profile.id}", self._show_place, profile)

    async def _show_place(self, profile: Profile) -> None:
        place = await self._book.place(profile)
        if self._dialog is not None:
            self._dialog.show_secret(profile.id, place)

    def _mark(self, profile_id: str, field: str, problem: Problem) -> None:
        """Say it at the field; above the conversation when the dialog is closed by now."""
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.show_problem(profile_id, field, sentence(problem))
        else:
            self.problem_raised.emit(problem)
