"""How does an edition look in this medium? Templates, letters, pages, pictures, typography."""
