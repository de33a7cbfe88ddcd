developer_cidr_blocks = ["0.0.0.0/0"]
database_encrypted    = false
