"""The school link: how adults without a personal link come to one. Nothing here says who is on the roll."""
