resource "aws_networkfirewall_firewall" "ferry" {
  name                = "ferry"
  firewall_policy_arn = "arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/ferry"
  vpc_id              = "vpc-0123456789abcdef0"

  subnet_mapping {
    subnet_id = "subnet-0123456789abcdef0"
  }
}

resource "aws_networkfirewall_logging_configuration" "ferry" {
  firewall_arn = aws_networkfirewall_firewall.ferry.arn

  logging_configuration {
    log_destination_config {
      log_type             = "ALERT"
      log_destination_type = "CloudWatchLogs"

      log_destination = {
        logGroup = "/ferry/firewall"
      }
    }
  }
}
