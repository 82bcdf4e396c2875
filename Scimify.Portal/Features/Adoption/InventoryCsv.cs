using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Scimify.Core.Integrations;
using Scimify.Core.People;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Requests;
using Scimify.Portal.Host.Authentication;

namespace Scimify.Portal.Features.Adoption;

/// <summary>The inventory as a table for a spreadsheet. It is written while it is read, with 500 rows in memory at a time.</summary>
internal static class InventoryCsv
{
    public const string MediaType = "text/csv";

    private static readonly string[] Head =
        ["type", "lookerId", "name", "email", "state", "reason", "disabled", "members", "scimId", "scimName", "syncState"];

    /// <summary>The download on the page.</summary>
    public static async Task HandleAsync(HttpContext context, Guid id, IntegrationService integrations, InventoryQuery inventory, ActorAccessor actors)
    {
        var ct = context.RequestAborted;
        IntegrationView integration;
        try
        {
            var actor = await actors.GetAsync(context, ct);
            actor.Require(Permission.ReadDirectory);
            integration = await integrations.GetAsync(actor, id, ct);
        }
        catch (NotFoundException)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        catch (ForbiddenException)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var query = context.Request.Query;
        await WriteAsync(context.Response, integration, inventory, InventoryFilter.Of(query["kind"], InventoryWords.Parse(query["state"]), query["q"]), ct);
    }

    public static async Task WriteAsync(HttpResponse response, IntegrationView integration, InventoryQuery inventory, InventoryFilter filter, CancellationToken ct)
    {
        response.ContentType = $"{MediaType}; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"looker-inventory.csv\"";
        response.Headers.CacheControl = "no-store";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.WriteAsync(Line(Head), ct);
        await foreach (var rows in inventory.AllAsync(integration, filter, ct))
        {
            var text = new StringBuilder();
            foreach (var row in rows)
            {
                text.Append(Line(
                    row.IsGroup ? "Group" : "User",
                    row.Looker.LookerId,
                    row.Looker.Name,
                    row.Looker.Email,
                    InventoryWords.NameOf(row.Looker.State),
                    InventoryWords.Reason(row),
                    row.IsGroup ? null : row.Looker.Traits.HasFlag(InventoryTraits.Disabled) ? "true" : "false",
                    row.Looker.Members?.ToString(CultureInfo.InvariantCulture),
                    row.Scim?.Id.ToString("D"),
                    row.Scim?.Name,
                    InventoryWords.SyncName(row)));
            }

            await response.WriteAsync(text.ToString(), ct);
        }
    }

    private static string Line(params string?[] cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>RFC 4180. Text that a spreadsheet would take as a formula gets an apostrophe in front, because anybody with an account can choose a name.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' || char.IsWhiteSpace(text[0]) ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
