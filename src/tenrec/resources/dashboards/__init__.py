"""Dashboards: insights and text cards on a grid."""
