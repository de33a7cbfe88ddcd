resource "aws_cloudtrail" "account" {
  name           = "account"
  s3_bucket_name = "ferry-trail"
  advanced_event_selector {
    name = "objects"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }

    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
  }
}
