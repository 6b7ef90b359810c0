# What has happened when somebody opens the demo: a child was born, and the hospital has said so.
hospital   sends    birth-notices number=CS-DEMO-0001 mother={mother.number} born_on={yesterday} born_at=03:40 sex=female weight=3150
