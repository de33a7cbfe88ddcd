resource "aws_sns_topic" "bookings" {
  name              = "${local.environment}-bookings"
  kms_master_key_id = aws_kms_key.data.id
}

resource "aws_sns_topic" "alarms" {
  name = "${local.environment}-alarms"
}

resource "aws_sns_topic_subscription" "alarms" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

# Departures of the day, as the partner at the other harbour sends them.
resource "aws_sqs_queue" "departures" {
  name                    = "${local.environment}-departures"
  sqs_managed_sse_enabled = false
}

resource "aws_sqs_queue_policy" "departures" {
  queue_url = aws_sqs_queue.departures.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Partner"
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.departures.arn
    }]
  })
}
