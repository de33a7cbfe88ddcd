resource "aws_cloudwatch_metric_alarm" "root" {
  alarm_name          = "root-login"
  namespace           = "ferry"
  metric_name         = "root-logins"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  statistic           = "Sum"
  actions_enabled     = false
}
