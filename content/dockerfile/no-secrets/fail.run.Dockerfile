FROM debian:12.8
RUN AWS_SECRET_ACCESS_KEY=correct-horse-battery-staple aws s3 cp s3://example/x /x
