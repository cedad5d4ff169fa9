"""publisher: blog posts, newsletters and feeds made of a report's own words."""
