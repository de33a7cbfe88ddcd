resource "aws_batch_job_definition" "timetables" {
  name = "timetables"
  type = "container"

  container_properties = <<-JSON
    {
      "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/timetables:2.1",
      "command": ["build"],
      "resourceRequirements": [
        {"type": "VCPU", "value": "1"},
        {"type": "MEMORY", "value": "2048"}
      ],
      "privileged": true
    }
  JSON
}
