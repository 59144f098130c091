"""Living on a desktop: one instance, tray, notifications, links, updates."""
