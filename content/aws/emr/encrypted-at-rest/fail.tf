resource "aws_emr_security_configuration" "reports" {
  name = "reports"

  configuration = <<-JSON
    {
      "EncryptionConfiguration": {
        "EnableAtRestEncryption": false,
        "EnableInTransitEncryption": true,
        "InTransitEncryptionConfiguration": {
          "TLSCertificateConfiguration": {
            "CertificateProviderType": "PEM",
            "S3Object": "s3://ferry-certificates/emr.zip"
          }
        }
      }
    }
  JSON
}
