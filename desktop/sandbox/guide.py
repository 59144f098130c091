"""What the Concierge says about the app, one topic each. A sentence here is a promise: keep it true to the app."""

from typing import Final

CAPABILITIES: Final = """\
I can tell you about the app, one thing at a time. For example:

- **Connecting**: “How do I connect my own chatbot?” · “Where does the key go?”
- **While an answer is written**: “How do I stop?” · “What do the badges mean?”
- **Afterwards**: “How do I copy an answer?” · “What does interrupted mean?”
- **Looks**: “How do I switch to the dark theme?”
- **Moving around**: “Which keyboard shortcuts are there?” · “How do I search?”
- **This place**: “What is the sandbox?” · “Who else is here?”

Say **show me Markdown** to see how answers can look, or tell me your name and I will use it."""

CONNECT: Final = """\
Open **Settings** and choose **Chatbots**, then add one. It asks for four things:

1. **Address**: leave it as it is for Robofy's own service.
2. **Project id**: the number of your project, from the Robofy dashboard.
3. **Chatbot id**: the long id of the chatbot that should answer, also from the dashboard.
4. **Key**: your API key, or a short-lived client token.

**Test connection** tries them and says in plain words what is wrong, if anything is. \
Your conversations with me stay where they are."""

KEY: Final = """\
The key goes into **Settings → Chatbots**, in the field **Key** of the chatbot it belongs to.

It is kept in the keyring of your computer, not in a file of the app, and is not shown again in full. \
If there is no keyring, it is kept until you quit, and the page says so. \
It is sent only to the address you gave it for.

Never paste a key into the conversation: what you type here is stored as text."""

STOP: Final = """\
Press **Esc**, or the **Stop** button that stands where **Send** was. It works from the moment you send, also \
before the first word.

What has arrived is kept and marked *Stopped by you*. To be honest about it: the service may still finish the \
answer on \
its side, but you will not see the rest here."""

COPY: Final = """\
- **The last answer**: **Ctrl+Shift+C**.
- **A piece of it**: mark the text and press **Ctrl+C**.
- **Code**: each code block has its own **Copy** button.

On macOS it is Command instead of Ctrl. Pasted into a letter it keeps its headings and lists; \
pasted into plain text it is Markdown."""

THEME: Final = """\
Open **Settings** (**Ctrl+,**) and choose **Appearance**. You can have **light**, **dark** or **the same as \
your system**; \
the window changes at once, without a restart. **Ctrl++** and **Ctrl+−** make everything larger or smaller, \
**Ctrl+0** puts it back."""

SEARCH: Final = """\
- **Ctrl+F** finds words in this conversation.
- **Ctrl+Shift+F** looks through all of them.
- **Ctrl+K** jumps to a conversation by its title.

Everything is searched on your own computer; nothing is sent anywhere for it."""

BADGES: Final = """\
A badge is one use of a tool: something the chatbot looked up or did while it was answering.

| Badge | What it means |
| :-- | :-- |
| preparing | The chatbot is still writing down what it wants to know |
| running | The tool is at work; the time counts up |
| done | It gave an answer; the time it took stays |
| failed | It did not work; the reason stands beside it |

Click a badge, or press **Enter** on it, and you see what went in and what came out. \
The **Order desk** uses several tools for one answer: ask it *Where is my order 4711?*"""

KEYS: Final = """\
| Keys | What they do |
| :-- | :-- |
| Ctrl+N | New conversation |
| Ctrl+K | Switch to another one |
| Ctrl+F | Find in this conversation |
| Ctrl+L | Go to the message field |
| Esc | Stop the answer, or close what is open |
| Ctrl+B | Show or hide the list of conversations |
| Ctrl+Shift+C | Copy the last answer |
| Ctrl+, | Settings |
| F6 | Next part of the window |

**Ctrl+/** shows the full sheet. On macOS use Command."""

SEND: Final = """\
**Enter** sends and **Shift+Enter** starts a new line. If you would rather send with **Ctrl+Enter**, choose it \
in **Settings → Chat**. \
While you compose with an input method, Enter belongs to it and sends nothing.

You can go on typing while an answer is written."""

STREAMING: Final = """\
With streaming on, an answer appears as it is written. You can switch it off in **Settings → Chat**; \
the whole answer then comes at once. The text is the same."""

ERRORS: Final = """\
When something goes wrong, the message says what, and what to do:

- *Interrupted*: the connection was lost. What arrived is kept; **Try again** asks once more.
- *Stopped by you*: you ended it; nothing is wrong.
- *Failed*: the service refused or could not answer. The reason is quoted.
- *Not sent*: your question never left. It waits, with **Send now**.

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

Start a new conversation with **Ctrl+N** and choose one."""

NEW: Final = """\
**Ctrl+N** starts a new conversation. Each one talks to one chatbot, named in its header and on the **Send** button, \
and has its own session: a new conversation knows nothing of the others."""

SESSION: Final = """\
A session is how the chatbot knows what was said before. Its id stands in the header of the conversation, to \
copy when you report a problem. \
Ask me *what did I ask before?* and you will see that I remember."""

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
| Ctrl+F | البحث في هذه المحادثة |

كيف يمكنني مساعدتك اليوم؟"""
