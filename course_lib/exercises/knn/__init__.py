"""Assignment 01: kNN and the data-driven approach."""

from course_lib.exercises.knn.l1 import PAIRWISE_L1
from course_lib.exercises.knn.l2 import PAIRWISE_L2
from course_lib.exercises.knn.l2_loops import PAIRWISE_L2_ONE_LOOP, PAIRWISE_L2_TWO_LOOPS
from course_lib.exercises.knn.prediction import KNN_PREDICT
from course_lib.exercises.knn.questions import (
    DISTANCE_MEMORY,
    KNN_COST,
    ROTATED_DATA,
    TEST_SET_SIZE,
    WHICH_DEV_SET,
)
from course_lib.exercises.knn.validation import CROSS_VALIDATE
from course_lib.exercises.knn.voting import KNN_VOTE

EXERCISES = (
    PAIRWISE_L2_TWO_LOOPS,
    PAIRWISE_L2_ONE_LOOP,
    DISTANCE_MEMORY,
    PAIRWISE_L2,
    PAIRWISE_L1,
    ROTATED_DATA,
    KNN_VOTE,
    KNN_PREDICT,
    KNN_COST,
    TEST_SET_SIZE,
    WHICH_DEV_SET,
    CROSS_VALIDATE,
)

__all__ = ["EXERCISES"]
