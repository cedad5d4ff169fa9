"""How does an edition look in this medium? Templates, emails, pages, plain text, pictures, typography.

The doors: `templates.Templates`, `message.message`, `page.page`, `images.resize`, `typography.for_language`.
"""
