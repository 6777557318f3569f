"""A replay of Kaiping's 2024 enrolment season (S2): generated people, a movable clock, and an audit at the end."""
