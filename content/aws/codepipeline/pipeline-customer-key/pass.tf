resource "aws_codepipeline" "booking" {
  name     = "booking"
  role_arn = "arn:aws:iam::123456789012:role/pipeline"

  artifact_store {
    location = "ferry-artifacts"
    type     = "S3"

    encryption_key {
      id   = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
      type = "KMS"
    }
  }

  stage {
    name = "Source"

    action {
      name             = "Source"
      category         = "Source"
      owner            = "AWS"
      provider         = "S3"
      version          = "1"
      output_artifacts = ["source"]

      configuration = {
        S3Bucket    = "ferry-source"
        S3ObjectKey = "booking.zip"
      }
    }
  }

  stage {
    name = "Build"

    action {
      name            = "Build"
      category        = "Build"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["source"]

      configuration = {
        ProjectName = "booking"
      }
    }
  }
}
