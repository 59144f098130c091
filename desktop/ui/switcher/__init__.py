"""The quick switcher: chatbots, conversations and commands by a few typed letters."""
