"""Robofy Desktop: a chat client for chatbots behind the Robofy API.

One word per thing, in code, in tests and on screen:

conversation    what a person and a chatbot said to each other, with a title (not: chat, thread)
session         the server's id for a conversation, a UUID made by the client and replaced if the server names another
message         a question or a reply
part            a piece of a message: text, reasoning, tool call, source, file, data, notice
block           a piece of marked-up text: paragraph, code, list, table, quote
row, segment    a message on screen, and a run of its blocks that is laid out together
version         a message that was asked or answered in the place of another, which stays
branch          the messages from a first one down to a last one; one is shown
queue           questions that wait for the reply before them
turn            a question and its reply, from the key press to the last save
profile         where to ask and as whom: address, project id, chatbot id; never the secret
chatbot         what answers (not: agent, which in the API is also the person at the support desk)
secret          an API key or client token; lives in the system's keyring, prints as dots
sandbox         the built-in local server with chatbots to try
recording       a reply's raw bytes with their times of arrival
"""

__version__ = "0.1.0"
