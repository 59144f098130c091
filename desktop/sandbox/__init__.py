"""A Robofy server for this computer alone: the documented endpoints on loopback, with chatbots worth talking to.

Importing the package, or `bots`, costs nothing; starlette and uvicorn are loaded by `Sandbox.start` and not before.
"""
