"""The window: Qt models, views, controllers and dialogs. Nothing below this floor knows Qt."""
