using Scimify.Core.Audit;
using Scimify.Core.People;

namespace Scimify.Portal.Shared.Exports;

/// <summary>Everything that a filter lets through, as it leaves the building.</summary>
/// <typeparam name="T">A row: the same record that the REST API answers with. Its members are the columns of a table.</typeparam>
/// <param name="Actor">Who takes it.</param>
/// <param name="Title">What it is, for the audit log: "Provisioning log".</param>
/// <param name="FileName">Without an ending: "provisioning-log".</param>
/// <param name="Filter">What it was narrowed to, for the audit log. Serialised as JSON.</param>
/// <param name="Parts">The rows, a part of them at a time.</param>
public sealed record Export<T>(Actor Actor, string Title, string FileName, object Filter, IAsyncEnumerable<IReadOnlyList<T>> Parts)
    where T : notnull
{
    public AuditEntry Audit(DateTimeOffset at, ExportFormat format) =>
        Actor.Audit(at, "export.create", new AuditSubject("export", null, Title), after: new { format = format.Name, filter = Filter });
}
