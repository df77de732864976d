"""The state behind the screens: session, frame, style slots, scenario files, rule drafts. No widgets, no drawing."""
