"""`rules check`: the proof of the rules and their texts, over every state."""
