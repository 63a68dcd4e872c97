"""Invites to an organization."""
