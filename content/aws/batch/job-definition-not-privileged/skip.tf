resource "aws_batch_job_definition" "timetables" {
  name = "timetables"
  type = "container"

  eks_properties {
    pod_properties {
      containers {
        image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/timetables:2.1"
      }
    }
  }
}
