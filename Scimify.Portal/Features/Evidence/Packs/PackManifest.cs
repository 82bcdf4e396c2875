namespace Scimify.Portal.Features.Evidence.Packs;

/// <summary>What an evidence pack says about itself, in <c>manifest.json</c>.</summary>
/// <param name="Format">Changes if a program that reads packs would have to change.</param>
/// <param name="Product">"Scimify" and its version.</param>
/// <param name="Signature">How the pack is signed, and the SHA-256 of the public key in DER.</param>
/// <param name="AuditChain">The end of the organization's audit chain when the pack was made.</param>
/// <param name="Files">Every list, in the order of names.</param>
public sealed record PackManifest(
    string Format,
    PackProduct Product,
    PackOrganization Organization,
    PackMaking Made,
    PackPeriod Period,
    PackChain AuditChain,
    PackSigning Signature,
    IReadOnlyList<PackTotals> Integrations,
    IReadOnlyList<PackedFile> Files)
{
    public const string CurrentFormat = "scimify-evidence/1";
    public const string FileName = "manifest.json";
    public const string SumsName = "SHA256SUMS";
    public const string SignatureName = "SHA256SUMS.sig";
    public const string KeyName = "public-key.pem";
    public const string ReadMeName = "HOW-TO-VERIFY.txt";
}

public sealed record PackProduct(string Name, string Version);

public sealed record PackOrganization(Guid Uuid, string Name);

/// <param name="By">The name of the person or program, as the audit log has it.</param>
/// <param name="In"><c>person</c> for the console, <c>api</c>, <c>cli</c> or <c>system</c>.</param>
public sealed record PackMaking(DateTimeOffset At, string By, string In);

/// <summary>Which part of the logs is in the pack. The other lists are as of the time at which it was made.</summary>
/// <param name="From">Null for the beginning.</param>
public sealed record PackPeriod(DateTimeOffset? From, DateTimeOffset To);

/// <param name="Entries">How many entries were ever chained.</param>
/// <param name="Hash">What <c>audit verify --contains</c> looks for; empty if there is no entry.</param>
public sealed record PackChain(long Entries, string Hash);

public sealed record PackSigning(string Algorithm, string KeySha256);

/// <summary>The totals of an integration, to be compared with its lists and with Looker.</summary>
/// <param name="Looker">What the last reading of Looker found; null if Looker was never read.</param>
public sealed record PackTotals(Guid Uuid, string Name, string Folder, PackScimTotals Scim, PackLookerTotals? Looker);

public sealed record PackScimTotals(long Users, long ActiveUsers, long Groups, long Memberships);

/// <param name="ReadAt">When Looker was read.</param>
public sealed record PackLookerTotals(DateTimeOffset? ReadAt, long Users, long DisabledUsers, long Groups);

/// <param name="Rows">Without the line that names the columns.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record PackedFile(string Name, string Title, long Rows, long Bytes, string Sha256);
