resource "aws_sagemaker_endpoint_configuration" "demand" {
  name = "demand"

  production_variants {
    variant_name           = "all"
    model_name             = "demand"
    initial_instance_count = 1
    instance_type          = "ml.m5.large"
  }

  data_capture_config {
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://demand-capture"
    enable_capture              = true

    capture_options {
      capture_mode = "Input"
    }
  }
}
