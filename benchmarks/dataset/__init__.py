"""The data set: invented persons, meetings and statements, the same at every run, written by COPY."""
