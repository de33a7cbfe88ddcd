resource "aws_batch_job_definition" "timetables" {
  name = "timetables"
  type = "container"

  container_properties = jsonencode({
    image                = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/timetables:2.1"
    command              = ["build"]
    resourceRequirements = [{ type = "VCPU", value = "1" }, { type = "MEMORY", value = "2048" }]
    environment          = [{ name = "STAGE", value = "production" }]
    secrets              = [{ name = "DB_PASSWORD", valueFrom = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:bookings" }]
  })
}
