resource "aws_codepipeline" "booking" {
  name     = "booking"
  role_arn = "arn:aws:iam::123456789012:role/pipeline"

  artifact_store {
    location = "ferry-artifacts"
    type     = "S3"
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
