resource "aws_vpc_endpoint_service" "booking" {
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/booking/0123456789abcdef"]
  acceptance_required        = false
}
