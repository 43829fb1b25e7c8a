import Testing

@testable import Access

@Suite struct PermissionTests {
    @Test func everyPermissionHasABitOfItsOwn() {
        #expect(Permission.allCases.count <= 64)
        for (place, permission) in Permission.allCases.enumerated() {
            #expect(PermissionSet([permission]).list == [permission], "place \(place)")
        }
    }

    @Test(arguments: [
        (["*"], Permission.allCases),
        (["prediction:*"], [.predictionRead, .predictionWrite]),
        (["model:read", "metrics:read"], [.modelRead, .metricsRead]),
        ([], []),
    ])
    func readsRolesAndScopes(texts: [String], expected: [Permission]) throws {
        #expect(try PermissionSet(parsing: texts).list == expected)
    }

    @Test(arguments: ["", ":", "model", "model:", "model:fly", "nothing:*", "MODEL:read", "* "])
    func refusesWhatNamesNoPermission(text: String) {
        #expect(throws: PermissionSet.UnknownPermission(text: text)) { try PermissionSet(parsing: [text]) }
    }

    @Test func theUserRoleStopsAtOtherPeopleAndTheSystem() {
        let refused: [Permission] = [
            .userRead, .userWrite, .logsRead, .logsWrite, .metricsWrite, .systemRead, .systemWrite, .usageRead,
            .auditRead,
        ]
        for permission in refused { #expect(!Role.user.permissions.contains(permission), "\(permission)") }
    }
}
