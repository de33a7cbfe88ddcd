resource "aws_cloudwatch_log_group" "booking" {
  name = "/booking/api"
}

resource "aws_cloudwatch_log_data_protection_policy" "booking" {
  log_group_name = aws_cloudwatch_log_group.booking.name
  policy_document = jsonencode({
    Name    = "mask"
    Version = "2021-06-01"
    Statement = [{
      Sid            = "Mask"
      DataIdentifier = ["arn:aws:dataprotection::aws:data-identifier/EmailAddress"]
      Operation = {
        Deidentify = {
          MaskConfig = {

          }
        }
      }
    }]
  })
}
