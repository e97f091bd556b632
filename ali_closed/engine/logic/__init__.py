"""What is possible: facts as boxes, the reasons they leave, and answers that cannot all be true."""
