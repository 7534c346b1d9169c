"""What the office sets itself, outside the rule: group chats, the names and telephones of the town."""
