resource "aws_cloudwatch_composite_alarm" "root" {
  alarm_name      = "root-login"
  alarm_rule      = "ALARM(root-console)"
  actions_enabled = false
}
