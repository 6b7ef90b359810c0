# What has happened when somebody opens the demo: a yard has built a boat, and has said so.
shipyard  sends  build-notices number=BN-DEMO-1 owner={mai.number} kind=sailing length=92 built_on={yesterday}
