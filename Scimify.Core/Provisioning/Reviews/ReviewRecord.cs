using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Scimify.Core.Primitives;

namespace Scimify.Core.Provisioning.Reviews;

/// <summary>
/// A review as JSON Lines: a line about the review, then one for each row. The same review gives the same bytes at any time, so that its
/// SHA-256 can be compared with what the audit log has.
/// </summary>
public static class ReviewRecord
{
    /// <summary>Changes if a program that reads records would have to change.</summary>
    public const string Format = "scimify-review/1";

    /// <summary>The frozen list without decisions for a review that is not closed; otherwise the list with all decisions.</summary>
    /// <param name="rows">All of them, in the order of their numbers.</param>
    public static IEnumerable<byte[]> Lines(AccessReview review, IEnumerable<string> reviewers, IEnumerable<ReviewedAccess> rows) =>
        Lines(review, reviewers, rows, review.State == ReviewState.Closed);

    /// <summary>The SHA-256 of the record, in lower-case hex.</summary>
    public static string Sha256Of(AccessReview review, IEnumerable<string> reviewers, IEnumerable<ReviewedAccess> rows) => Sha256Of(Lines(review, reviewers, rows));

    /// <summary>The SHA-256 of the frozen list without decisions, whatever the state of the review.</summary>
    public static string ListSha256Of(AccessReview review, IEnumerable<string> reviewers, IEnumerable<ReviewedAccess> rows) => Sha256Of(Lines(review, reviewers, rows, isClosed: false));

    private static IEnumerable<byte[]> Lines(AccessReview review, IEnumerable<string> reviewers, IEnumerable<ReviewedAccess> rows, bool isClosed) =>
        rows.Select(row => Line(json => Row(json, row, isClosed))).Prepend(Line(json => Head(json, review, reviewers, isClosed)));

    private static string Sha256Of(IEnumerable<byte[]> lines)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(line);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Head(Utf8JsonWriter json, AccessReview review, IEnumerable<string> reviewers, bool isClosed)
    {
        json.WriteString("format", Format);
        json.WriteString("uuid", review.Id);
        json.WriteString("name", review.Name);
        json.WriteString("integrationUuid", review.IntegrationId);
        json.WriteString("integration", review.IntegrationName);
        json.WriteString("scope", EnumWords.Of(review.Scope));
        json.WriteString("scopeNames", review.ScopeNames);
        json.WriteString("startedAt", Iso(review.StartedAt));
        json.WriteString("startedBy", review.StartedBy);
        json.WriteString("dueAt", Iso(review.DueAt));
        json.WriteString("lookerReadAt", Iso(review.LookerReadAt));
        json.WriteStartArray("reviewers");
        foreach (var reviewer in reviewers.Order(StringComparer.Ordinal))
        {
            json.WriteStringValue(reviewer);
        }

        json.WriteEndArray();
        json.WriteNumber("rows", review.Rows);
        Number(json, "withoutManager", review.WithoutManager);
        if (isClosed)
        {
            json.WriteString("listSha256", review.ListSha256);
            json.WriteString("closedAt", Iso(review.EndedAt));
            json.WriteString("closedBy", review.EndedBy);
        }
    }

    private static void Row(Utf8JsonWriter json, ReviewedAccess row, bool isClosed)
    {
        json.WriteNumber("number", row.Number);
        json.WriteString("scimId", row.ScimId?.ToString("D"));
        json.WriteString("lookerId", row.LookerId);
        json.WriteString("displayName", row.Display);
        json.WriteString("userName", row.UserName);
        json.WriteString("address", row.Address);
        json.WriteString("groupScimId", row.GroupId?.ToString("D"));
        json.WriteString("group", row.GroupName);
        json.WriteString("groups", row.Groups);
        json.WriteString("roles", row.Roles);
        json.WriteBoolean("asked", row.Asked);
        json.WriteString("source", EnumWords.Of(row.Source));
        json.WriteBoolean("administrator", row.IsAdministrator);
        json.WriteString("since", Iso(row.Since));
        json.WriteString("managerScimId", row.ManagerId?.ToString("D"));
        json.WriteString("manager", row.Manager);
        json.WriteString("lastDecision", EnumWords.Of(row.LastDecision));
        json.WriteString("lastDecidedAt", Iso(row.LastDecidedAt));
        if (isClosed)
        {
            json.WriteString("decision", EnumWords.Of(row.Decision));
            json.WriteString("reason", row.Reason);
            json.WriteString("decidedAt", Iso(row.DecidedAt));
            json.WriteString("decidedBy", row.DecidedBy);
            json.WriteBoolean("decidedByLink", row.DecidedByLink);
            json.WriteString("outcome", EnumWords.Of(row.Outcome));
        }
    }

    private static byte[] Line(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string? Iso(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
