resource "aws_elb" "booking" {
  name               = "booking"
  availability_zones = ["eu-west-1a", "eu-west-1b"]

  access_logs {
    bucket  = "ferry-logs"
    enabled = false
  }

  listener {
    instance_port      = 8080
    instance_protocol  = "http"
    lb_port            = 443
    lb_protocol        = "https"
    ssl_certificate_id = "arn:aws:acm:eu-west-1:123456789012:certificate/example"
  }
}
