"""Sharing by link: who has the link sees one dashboard or insight, and nothing else."""
