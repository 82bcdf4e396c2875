using Scimify.Core.Audit;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.EndToEnd;

/// <summary>The access history of the seeded people: they came within a month, some left, some of these slowly, and somebody was let in by hand.</summary>
internal static class ConsoleEvidence
{
    public static void Add(ScimifyContext db, IReadOnlyList<ScimUserRow> users, IReadOnlyList<ScimGroupRow> groups, IReadOnlyList<MembershipRow> memberships, Guid request, DateTimeOffset now)
    {
        foreach (var (user, i) in users.Select((user, i) => (user, i)))
        {
            var came = now.AddDays(-30).AddHours(i);
            db.AccessNames.Add(Name(user.Key, isGroup: false, user.OrganizationKey, user.IntegrationKey, user.Id, user.UserName, user.Display, user.LookerEmail, came));
            Span(user, 0, came, user.LookerUserId is null ? null : came.AddSeconds(2), asked: true, had: false);
            if (user.LookerUserId is null)
            {
                continue;
            }

            var left = now.AddDays(-(i % 20) - 1).AddMinutes(i);
            Span(user, 0, came.AddSeconds(2), user.Active ? null : left, asked: true, had: true);
            if (!user.Active)
            {
                DateTimeOffset? ended = i % 81 == 40 ? null : left.AddSeconds(i == 13 ? 95 : 0.4 + (i % 7));
                Span(user, 0, left, ended, asked: false, had: true);
                if (ended is { } at)
                {
                    Span(user, 0, at, i == 22 ? now.AddHours(-5) : null, asked: false, had: false);
                }

                if (i == 22)
                {
                    Span(user, 0, now.AddHours(-5), null, asked: false, had: true, AccessSource.ByHand);
                }
            }

            var mine = memberships.Where(m => m.UserKey == user.Key).ToList();
            foreach (var membership in mine)
            {
                // One in five came into the group later, and out of another one.
                Span(user, membership.GroupKey, i % 5 == 1 ? now.AddDays(-(i % 7) - 1) : came.AddSeconds(4), null, membership.Desired, had: true);
            }

            if (i % 5 == 1 && groups.FirstOrDefault(g => g.IntegrationKey == user.IntegrationKey && mine.TrueForAll(m => m.GroupKey != g.Key)) is { } former)
            {
                Span(user, former.Key, came.AddSeconds(4), i % 10 == 1 ? now.AddDays(-(i % 7) - 1) : null, asked: true, had: true);
                if (i % 10 == 1)
                {
                    Span(user, former.Key, now.AddDays(-(i % 7) - 1), null, asked: false, had: false);
                }
            }

            Detail(AccessDetailKind.Attribute, user.Key, "6", "department", came.AddSeconds(5), i % 5 == 1 ? now.AddDays(-(i % 7) - 1) : null, "Sales", "Sales", (user.OrganizationKey, user.IntegrationKey));
            if (i % 5 == 1)
            {
                Detail(AccessDetailKind.Attribute, user.Key, "6", "department", now.AddDays(-(i % 7) - 1), null, "Finance", "Finance", (user.OrganizationKey, user.IntegrationKey));
            }

            if (i % 9 == 4)
            {
                Detail(AccessDetailKind.PersonRole, user.Key, "3", "Developer", now.AddDays(-3), null, null, "", (user.OrganizationKey, user.IntegrationKey), AccessSource.ByHand);
            }
        }

        foreach (var group in groups)
        {
            Detail(AccessDetailKind.GroupRole, group.Key, "5", "Viewer", now.AddDays(-31), null, "", "", (group.OrganizationKey, group.IntegrationKey));
            db.AccessNames.Add(Name(group.Key, isGroup: true, group.OrganizationKey, group.IntegrationKey, group.Id, group.DisplayName, group.DisplayName, null, now.AddDays(-31)));
        }

        void Detail(AccessDetailKind kind, long subject, string id, string name, DateTimeOffset from, DateTimeOffset? until, string? asked, string? had, (int Organization, int Integration) of, AccessSource source = AccessSource.Mapping) =>
            db.AccessDetails.Add(new AccessDetail
            {
                Kind = kind, SubjectKey = subject, LookerId = id, Name = name, FromAt = from, UntilAt = until, OrganizationKey = of.Organization, IntegrationKey = of.Integration,
                Asked = asked, Had = had, Source = source,
            });

        void Span(ScimUserRow user, long group, DateTimeOffset from, DateTimeOffset? until, bool asked, bool had, AccessSource source = AccessSource.Scim) => db.AccessIntervals.Add(new AccessInterval
        {
            UserKey = user.Key, Kind = group == 0 ? AccessKind.Account : AccessKind.Membership, GroupKey = group, FromAt = from, UntilAt = until,
            OrganizationKey = user.OrganizationKey, IntegrationKey = user.IntegrationKey, Asked = asked, Had = had, Source = source,
            RequestId = source == AccessSource.ByHand ? null : request,
        });
    }

    private static AccessName Name(long key, bool isGroup, int organization, int integration, Guid id, string name, string display, string? address, DateTimeOffset from) => new()
    {
        IsGroup = isGroup, SubjectKey = key, FromAt = from, OrganizationKey = organization, IntegrationKey = integration, ScimId = id, Name = name, Display = display, Address = address,
        DisplayNorm = ScimText.Normalise(display), SearchText = ScimText.Searchable(name, display, address),
    };
}
