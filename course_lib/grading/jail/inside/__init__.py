"""What runs in the jail beside the student's code, or stands there in place of the course.

Nothing here is a secret: students may read it. It imports nothing of the course but what is copied
into the jail, see `course_lib.grading.jail.stripped`.
"""
