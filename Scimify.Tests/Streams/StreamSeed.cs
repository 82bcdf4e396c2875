using Scimify.Core.Audit;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Streams;

namespace Scimify.Tests.Streams;

/// <summary>An organization with two integrations, and a stream of it.</summary>
internal static class StreamSeed
{
    public static Task<(int Organization, int[] Integrations)> AddAsync(ScimifyDatabase database, DateTimeOffset now) => database.WriteAsync(
        session =>
        {
            var organization = new Organization { Id = Guid.NewGuid(), Name = "Acme" };
            session.Context.Organizations.Add(organization);
            session.Context.SaveChanges();
            var integrations = new[] { "Production", "Staging" }.Select(name => new Integration
            {
                Id = Guid.NewGuid(),
                OrganizationKey = organization.Key,
                Name = name,
                BaseUrl = "https://looker.example.com",
                ClientId = "client",
                ProtectedClientSecret = "secret",
                GroupDescription = "Made for a test",
                CreatedAt = now,
                UpdatedAt = now,
            }).ToList();
            session.Context.Integrations.AddRange(integrations);
            session.Context.SaveChanges();
            return (organization.Key, integrations.Select(i => i.Key).ToArray());
        },
        TestContext.Current.CancellationToken);

    public static LogStream Stream(int organization, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(),
        OrganizationKey = organization,
        Target = LogStreamTarget.Webhook,
        Format = LogStreamFormat.Ocsf,
        Logs = StreamedLogs.Both,
        ProtectedUrl = "https://collector.example.com/logs",
        MaskedUrl = "https://collector.example.com/…",
        ProtectedSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        CreatedAt = now,
        CreatedBy = "test",
        NotBefore = now.ToUnixTimeMilliseconds(),
    };

    public static AuditEntry Audit(int organization, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(),
        OrganizationKey = organization,
        At = now,
        ActorKind = "system",
        ActorName = "test",
        Action = "logStream.create",
        SubjectKind = "logStream",
        SubjectName = "collector.example.com",
    };
}
