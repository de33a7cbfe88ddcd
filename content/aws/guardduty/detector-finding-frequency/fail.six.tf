resource "aws_guardduty_detector" "ferry" {
  finding_publishing_frequency = "SIX_HOURS"
}
