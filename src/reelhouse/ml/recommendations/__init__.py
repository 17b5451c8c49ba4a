"""What a member would watch next, and which titles are like a title.

Pure modules take arrays and give arrays: `interactions` who watched what and when, `metrics` how
good lists are, and one module for each way of recommending: `popularity`, `neighbours`,
`autoencoders`, `factors`, `content`, `neural`. `blend` puts several together, `competition` lets
them compete, `recommender` is what is kept and asked. `reading` and `question` join them to gold.
"""
