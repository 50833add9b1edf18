# The grader, for systems that cannot jail by themselves; docs/threat-model.md says how to start it.
FROM python:3.12-slim

# The jail's mounts are made by an ordinary user: a break-out would still not be root.
RUN useradd --create-home grader
WORKDIR /course
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY course_lib course_lib
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
COPY assignments assignments
RUN chown -R grader: /course
USER grader
ENTRYPOINT ["course"]
CMD ["doctor"]
