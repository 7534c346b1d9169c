"""What a person may ask of us (个人信息): to see all that is kept about him or her, and not to be named any more."""
