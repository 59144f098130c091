"""What the Concierge says about the app, one topic each. A sentence here is a promise: keep it true to the app."""

from typing import Final

CAPABILITIES: Final = """\
I can tell you about the app, one thing at a time. For example:

- **Connecting**: “How do I connect my own chatbot?” · “Where does the key go?”
- **While an answer is written**: “How do I stop?” · “What do the badges mean?”
- **Afterwards**: “How do I copy an answer?” · “What does interrupted mean?”
- **Looks**: “How do I switch to the dark theme?”
- **Moving around**: “Which keyboard shortcuts are there?” · “How do I find an old conversation?”
- **This place**: “What is the sandbox?” · “Who else is here?”

Say **show me Markdown** to see how answers can look, or tell me your name and I will use it."""

CONNECT: Final = """\
Open **Settings** (**Ctrl+,**), choose **Chatbots**, then **Add a profile**. It asks for five things:

1. **Name**: what you want to call it.
2. **Address**: leave it as it is for Robofy's own service.
3. **Project ID**: the number of your project, from the Robofy dashboard.
4. **Chatbot ID**: the long id of the chatbot that should answer, also from the dashboard. \
One profile can hold several.
5. **Key**: your API key, or a short-lived client token.

**Test connection** says “Hello” to your chatbot and tells you in plain words what came back. \
Your conversations with me stay where they are."""

KEY: Final = """\
The key goes into **Settings → Chatbots**, in the field **Key** of the profile it belongs to.

It is kept in the keyring of your computer, not in a file of the app, and afterwards you see its last four \
characters at most. If there is no keyring, it is kept until you quit, and the page says so. \
It is sent only to the address you gave it for: change the address, and the app asks for the key again.

Never paste a key into the conversation: what you type here is stored as text."""

STOP: Final = """\
Press **Esc**, or the **Stop** button that stands beside the message field while an answer is on its way. \
It works from the moment you send, also before the first word.

What has arrived is kept and marked *Stopped by you*. To be honest about it: the chatbot may still finish the \
answer on its side, but you will not see the rest here."""

COPY: Final = """\
- **The last answer**: **Ctrl+Shift+C**.
- **A piece of it**: mark the text, over several messages if you like, and press **Ctrl+C**.
- **Any message**: its menu, with the right mouse button or the menu key, has **Copy as Markdown**, \
**Copy as plain text** and **Copy for mails and documents**.
- **Code**: each code block has its own **Copy** button, and one that saves it as a file.

On macOS it is Command instead of Ctrl. What you mark keeps its headings and lists when you paste it into a letter; \
pasted into plain text it is the words alone."""

THEME: Final = """\
Open **Settings** (**Ctrl+,**) and choose **Appearance**. There are four looks: **System**, which is light or dark \
as your computer is, **Light**, **Dark** and **High contrast**. The window changes at once, without a restart.

**Ctrl++** makes everything larger, **Ctrl+-** smaller, and **Ctrl+0** brings the usual size back."""

SEARCH: Final = """\
Your conversations stand in the list on the left, the latest at the top, each with its title, its chatbot and its \
time. **Alt+Up** and **Alt+Down** walk through them without the mouse, and **Ctrl+B** brings the list back when it \
is hidden.

**Ctrl+F** finds words in the conversation before you, also in what tools were given and said; **F3** goes to the next \
place and **Shift+F3** to the one before.

I cannot search in all conversations at once yet, and I would rather say so than send you looking for a field that is \
not there."""

BADGES: Final = """\
A badge is one use of a tool: something the chatbot looked up or did while it was answering.

| Badge | What it means |
| :-- | :-- |
| preparing | The chatbot is still writing down what it wants to know |
| running | The tool is at work; after a second the time counts up |
| waiting for approval | The tool may not start before somebody agrees |
| done | It gave an answer; the time it took stays |
| failed | It did not work; the reason stands beside it |
| denied | Somebody said no |
| not finished | The answer ended first |

Click a badge, or press **Enter** on it, and you see what went in and what came out. \
The **Order desk** uses several tools for one answer: ask it *Where is my order 4711?*"""

KEYS: Final = """\
| Keys | What they do |
| :-- | :-- |
| Ctrl+N | New conversation with the same chatbot |
| Ctrl+K | Go to another chatbot, a conversation or a command |
| Ctrl+Shift+K | Ask the same question with another chatbot |
| Ctrl+Alt+N | New conversation with another one |
| Ctrl+L | Go to the message field |
| Esc | Stop the answer, or close a notice |
| Ctrl+R | Try the last answer again |
| Ctrl+Up | Edit the last question |
| Ctrl+Shift+N | Begin the conversation anew |
| Ctrl+Z | Put back what was deleted |
| Ctrl+Shift+C | Copy the last answer |
| Alt+Up, Alt+Down | The conversation above, the one below |
| Alt+Shift+Down | The next conversation with something unread |
| Ctrl+Shift+F | Search everything |
| Ctrl+F | Find in the conversation |
| F3, Shift+F3 | The next place, the one before |
| Ctrl++, Ctrl+-, Ctrl+0 | Larger, smaller, the usual size |
| Ctrl+B | Show or hide the list of conversations |
| Ctrl+Shift+L | What the list shows |
| F2 | Rename the conversation |
| Ctrl+Shift+P, Ctrl+Shift+A, Ctrl+Shift+T | Pin it, put it into the archive, give it tags |
| Ctrl+Shift+U, Ctrl+Shift+Del | Mark it as unread, move it to the trash |
| Ctrl+Shift+I, F5 | What visitors said to your chatbots, and ask for it again |
| Ctrl+E, Ctrl+P, Ctrl+Alt+C | Export, print, copy the whole conversation |
| F6 | Next part of the window |
| Ctrl+, | Settings |
| Ctrl+Q | Quit |

**Ctrl+/** shows this sheet as your system writes it. On macOS use Command."""

SEND: Final = """\
**Enter** sends and **Shift+Enter** starts a new line. If you would rather send with **Ctrl+Enter**, choose it \
in **Settings → Chat**. \
While you compose with an input method, Enter belongs to it and sends nothing.

You can go on typing while an answer is written, and send when it has ended. What you have not sent yet is kept \
with its conversation."""

STREAMING: Final = """\
With streaming on, an answer appears as it is written. You can switch it off in **Settings → Chat**: \
choose **Show answers when they are complete**, and the whole answer comes at once. The text is the same, \
but tool badges are only seen while an answer is being written."""

ERRORS: Final = """\
When something goes wrong, the message says what, and what to do:

- *Interrupted*: the connection ended too soon. What arrived is kept; **Try again** asks once more.
- *Stopped by you*: you ended it; nothing is wrong.
- *Not sent*: your question never reached the chatbot. It is kept, and one click sends it.
- A key that was refused: **Enter a new key**, and your question goes out with it.
- Anything else the service refused or could not do is said in a sentence, and its own words are quoted below.

**Details** on an answer shows its times, its ids and what could not be read. \
Nothing is ever sent twice without you. To see each of these happen, talk to **Trouble**."""

PRIVACY: Final = """\
Your conversations are kept on this computer, in one database in your own user folder. \
Questions go to the address of the chatbot that you ask, and nowhere else. \
What you say to me does not leave the computer at all: the sandbox listens on loopback only, and forgets when \
it stops."""

SANDBOX: Final = """\
The sandbox is a small server inside this app. It speaks the same language as the Robofy service, so that you can try \
everything before you connect a chatbot: streaming, tools, errors. It needs no account and no network.

Nobody thinks here: I look for words in your question and answer from a list. Your own chatbot will do better."""

OTHERS: Final = """\
There are four of us:

- **Concierge**, me: everything about the app.
- **Order desk**: looks up orders with tools, in several steps. One of them fails now and then.
- **Writer**: writes as much as you like, with code, tables and lists.
- **Trouble**: breaks in any way you name.

Press **Ctrl+K** and choose one to talk to."""

NEW: Final = """\
**Ctrl+N** starts a new conversation with the same chatbot, **Ctrl+K** lets you choose another. Each conversation \
talks to one chatbot, named in its header and on the button that sends, and has its own session: a new one knows \
nothing of the others."""

SESSION: Final = """\
A session is how the chatbot knows what was said before. **Session ID** in the header of the conversation copies its \
id, for when you report a problem. \
Ask me *what is my name?* after you told me, and you will see that I remember."""

LANGUAGES: Final = """\
I only speak English well, but the window can show any script:

- Français : Bonjour, comment puis-je vous aider ?
- Ελληνικά: Γεια σας, πώς μπορώ να βοηθήσω;
- العربية: مرحبًا، كيف يمكنني مساعدتك؟
- עברית: שלום, איך אפשר לעזור?
- हिन्दी: नमस्ते, मैं आपकी क्या मदद कर सकता हूँ?
- 日本語：こんにちは。どのようなご用件でしょうか。
- 한국어: 안녕하세요, 무엇을 도와드릴까요?"""

ARABIC: Final = """\
مرحبًا! أنا **Concierge**، دليلك في هذا التطبيق.

- اضغط **Esc** لإيقاف الإجابة.
- افتح **Settings** لربط روبوت المحادثة الخاص بك.
- كل ما تكتبه هنا يبقى على جهازك.

| المفتاح | ماذا يفعل |
| :-- | :-- |
| Ctrl+N | محادثة جديدة |
| Ctrl+Alt+N | محادثة مع روبوت آخر |

كيف يمكنني مساعدتك اليوم؟"""
