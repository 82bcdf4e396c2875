using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Core.Audit;
using Scimify.Core.Directory;
using Scimify.Core.Directory.Groups;
using Scimify.Core.Directory.Guard;
using Scimify.Core.Directory.Mappings;
using Scimify.Core.Directory.Memberships;
using Scimify.Core.Directory.Users;
using Scimify.Core.Integrations;
using Scimify.Core.Notifications;
using Scimify.Core.People;
using Scimify.Core.Persistence.Database;
using Scimify.Core.Persistence.Schema;
using Scimify.Core.Primitives;
using Scimify.Core.Provisioning.Adoption;
using Scimify.Core.Provisioning.Drift;
using Scimify.Core.Provisioning.Reconcilers;
using Scimify.Core.Provisioning.Reviews;
using Scimify.Core.Saml;
using Scimify.Core.Scim.Values;
using Scimify.Core.Sync;
using Scimify.Core.Tokens;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.EndToEnd;

/// <summary>The keys of what the tests look for.</summary>
public sealed record SeedKeys(
    Guid Production, Guid Staging, Guid AppliedUser, Guid FailedUser, Guid Group, Guid AppliedRequest, Guid RefusedRequest, Guid AuditEntry, Guid Webhook, Guid Provider, Guid Review);

/// <summary>A month of provisioning. Every run has the same data, except for the hour.</summary>
internal static class ConsoleSeed
{
    private static readonly string[] FirstNames = ["Amara", "Bruno", "Chiara", "Deniz", "Elif", "Farid", "Grace", "Hana", "Ivo", "Jonas", "Keiko", "Lucía", "Mads"];
    private static readonly string[] LastNames = ["Okafor", "Rossi", "Nowak", "Yılmaz", "Haddad", "Lindqvist", "Moreau", "Tanaka"];
    private static readonly string[] GroupNames = ["Analysts", "Data engineering", "Finance", "Looker developers", "Marketing EMEA", "People operations", "Sales AMER", "Support"];

    public static async Task<SeedKeys> RunAsync(ScimifyApp app, Actor owner)
    {
        var integrations = app.Services.GetRequiredService<IntegrationService>();
        var production = await integrations.CreateAsync(owner, New("Production", "mycompany"), CancellationToken.None);
        var staging = await integrations.CreateAsync(owner, New("Staging", "mycompany-staging"), CancellationToken.None);
        await integrations.UpdateAsync(
            owner,
            production.Id,
            new IntegrationChange { Policies = new PolicyChange { OnDelete = DeletionPolicy.Delete, RemoveApiKeys = true, MonthlyCallBudget = new(10_000) } },
            CancellationToken.None);
        var tokens = app.Services.GetRequiredService<TokenService>();
        var now = app.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await tokens.CreateAsync(owner, new NewScimToken(production.Id, "Okta production", null), CancellationToken.None);
        await tokens.CreateAsync(owner, new NewScimToken(production.Id, "Entra ID pilot", now.AddDays(5)), CancellationToken.None);
        await app.Services.GetRequiredService<WebhookService>().CreateAsync(owner, "https://hooks.example.com/services/scimify", null, CancellationToken.None);
        var reviewer = await app.Services.GetRequiredService<PeopleService>().InviteAsync(owner, "lin.operator@example.com", PortalRole.Operator, CancellationToken.None);
        await ConsoleProviders.AddAsync(app, owner, now);
        var keys = await app.Services.GetRequiredService<ScimifyDatabase>().WriteAsync(
            session => new Seeding(session.Context, owner, now, production, staging).Run(), CancellationToken.None);
        var review = await app.Services.GetRequiredService<ReviewService>().StartAsync(
            owner, production.Id, new NewReview("Everybody, 4th quarter", ReviewScope.Accounts, [], [reviewer.PersonId], now.AddDays(14), ByManagers: true), CancellationToken.None);
        return keys with { Review = review.Id };
    }

    private static NewIntegration New(string name, string instance) =>
        new() { Name = name, InstanceName = instance, ClientId = "kT9xQ2mWv7", ClientSecret = "not-a-real-secret" };

    private sealed class Seeding(ScimifyContext db, Actor owner, DateTimeOffset now, IntegrationView production, IntegrationView staging)
    {
        private readonly Random _random = new(7);
        private readonly List<ScimUserRow> _users = [];
        private readonly List<ScimGroupRow> _groups = [];

        public SeedKeys Run()
        {
            Users();
            Groups();
            db.SaveChanges();
            Members();
            Bodies();
            ConsoleManagers.Add(db, _users);
            Drift();
            Held();
            Inventory();
            Saml();
            Mappings();
            Log();
            db.SaveChanges();
            var applied = Story(_users[0], 201, SyncState.Applied, null);
            var refused = Story(_users[5], 409, SyncState.Applied, "A user with the userName \"farid.haddad@example.com\" exists already.");
            ConsoleEvidence.Add(db, _users, _groups, [.. db.Memberships.Local], applied, now);
            Counts();
            var ending = db.ScimTokens.Single(t => t.Description == "Entra ID pilot");
            ending.CreatedAt = now.AddDays(-85);
            db.ScimTokens.Update(ending);
            Rejected(ending);
            var row = db.Integrations.Single(i => i.Key == staging.Key);
            (row.Health, row.HealthSince) = (IntegrationHealth.CredentialsRejected, now.AddHours(-3));
            row.HealthDetail = "Looker answered 404 to the login: client id or secret are not right, or the key was deleted.";
            row.RestoredFrom = now.AddDays(-2);
            db.Integrations.Update(row);
            db.SaveChanges();
            var audit = db.AuditLog.Where(e => e.Action == "integration.update").Select(e => e.Id).First();
            return new SeedKeys(production.Id, staging.Id, _users[0].Id, _users.First(u => u.SyncState == SyncState.Failed).Id, _groups[0].Id, applied, refused, audit, Deliveries(), db.SignInProviders.OrderBy(p => p.Key).First().Id, Guid.Empty);
        }

        /// <summary>One that arrived, one that waits and one that was given up.</summary>
        private Guid Deliveries()
        {
            var webhook = db.Webhooks.Single();
            WebhookDelivery Of(string kind, int hoursAgo) => new()
            {
                Id = Guid.CreateVersion7(now.AddHours(-hoursAgo)), WebhookKey = webhook.Key, Kind = kind, Body = "{}", CreatedAt = now.AddHours(-hoursAgo), Attempts = 1, AttemptedAt = now.AddHours(-hoursAgo), DurationMs = 84,
            };
            var (failed, arrived, waiting) = (Of(NoticeKinds.Budget, 40), Of(NoticeKinds.Held, 5), Of(NoticeKinds.IntegrationUnhealthy, 3));
            (failed.Attempts, failed.Status, failed.Problem, arrived.Status) = (20, 410, "It answered 410.", 204);
            (waiting.Attempts, waiting.NotBefore, waiting.Problem) = (9, now.AddHours(1).ToUnixTimeMilliseconds(), "It could not be reached (ConnectionError).");
            db.WebhookDeliveries.AddRange(failed, arrived, waiting);
            db.SaveChanges();
            return webhook.Id;
        }

        /// <summary>Two states: one found in Looker, one made in Scimify.</summary>
        private void Saml()
        {
            const string before = """{"enabled":true,"idp_issuer":"https://idp.example.com","new_user_migration_types":"ldap"}""";
            const string after = """{"enabled":true,"idp_issuer":"https://idp.example.com","new_user_migration_types":"email"}""";
            db.SamlRevisions.Add(Revision(1, SamlSource.Looker, "Looker user 2", null, before));
            db.SamlRevisions.Add(Revision(2, SamlSource.Scimify, owner.Name, before, after));
        }

        private SamlRevision Revision(int number, SamlSource source, string author, string? before, string settings) => new()
        {
            Id = Guid.NewGuid(),
            OrganizationKey = owner.OrganizationKey,
            IntegrationKey = production.Key,
            Number = number,
            Source = source,
            State = SamlRevisionState.Applied,
            At = now.AddDays(number - 5),
            SettledAt = now.AddDays(number - 5),
            AuthorName = author,
            Note = before is null ? null : "Fix: Join existing accounts",
            Fingerprint = SamlSettings.Parse(settings).Fingerprint,
            Before = before,
            Settings = settings,
        };

        /// <summary>The findings of last night's comparison.</summary>
        private void Drift()
        {
            var run = new ReconcileRun
            {
                Id = Guid.CreateVersion7(now),
                OrganizationKey = owner.OrganizationKey,
                IntegrationKey = production.Key,
                State = ReconcileState.Done,
                Done = 136,
                Total = 136,
                Found = 5,
                StartedAt = now.AddHours(-9),
                FinishedAt = now.AddHours(-9).AddSeconds(3),
            };
            db.ReconcileRuns.Add(run);
            db.SaveChanges();
            Differs(run, DriftKind.UserEnabled, _users[3], null, "is_disabled", "true", "false");
            Differs(run, DriftKind.UserChanged, _users[0], null, "last_name", "Okafor", "Okafor-Smith");
            Differs(run, DriftKind.EmailChanged, _users[2], null, "email", _users[2].UserName, "chiara@personal.example");
            Differs(run, DriftKind.AttributeChanged, _users[1], null, "department", "Finance", "Sales");
            Differs(run, DriftKind.MemberAdded, null, _groups[2], "members", null, "contractor@agency.example");
        }

        private void Differs(ReconcileRun run, DriftKind kind, ScimUserRow? user, ScimGroupRow? group, string field, string? desired, string? actual) =>
            db.DriftItems.Add(new DriftItem
            {
                Id = Guid.CreateVersion7(now),
                OrganizationKey = run.OrganizationKey,
                IntegrationKey = run.IntegrationKey,
                Kind = kind,
                UserKey = user?.Key,
                GroupKey = group?.Key,
                ResourceType = user is null ? "Group" : "User",
                ScimId = user?.Id ?? group!.Id,
                LookerId = user?.LookerUserId ?? group?.LookerGroupId ?? "0",
                Name = user?.UserName ?? group!.DisplayName,
                Field = field,
                MemberLookerId = group is null ? "" : "998",
                Desired = desired,
                Actual = actual,
                Managed = kind != DriftKind.MemberAdded,
                FoundAt = now.AddHours(-9),
                RunKey = run.Key,
                Urgent = kind == DriftKind.UserEnabled,
            });

        private void Rejected(ScimToken token)
        {
            foreach (var reason in Enum.GetValues<RejectionReason>())
            {
                var isOurs = reason >= RejectionReason.Expired;
                db.RejectedRequests.Add(new RejectedRequest
                {
                    At = now.AddMinutes(-9 + (int)reason), Reason = reason, Method = "GET", Path = "/scim/v2/Users", SourceAddress = "203.0.113.24", UserAgent = "Okta SCIM Client 1.0.0",
                    OrganizationKey = isOurs ? owner.OrganizationKey : null, IntegrationKey = isOurs ? production.Key : null, TokenId = isOurs ? token.Id : null,
                    TokenName = isOurs ? token.Description : null, HashStart = reason == RejectionReason.Unknown || isOurs ? "7c01e9ab" : null,
                });
            }
        }

        private void Users()
        {
            for (var i = 0; i < 128; i++)
            {
                var (first, last) = (FirstNames[i % FirstNames.Length], LastNames[i % LastNames.Length]);
                var name = LetterCase.Lower($"{first}.{last}{(i < 13 ? "" : i)}@example.com");
                var state = i switch { 3 => SyncState.Failed, 17 => SyncState.Unforwardable, 40 => SyncState.Failed, _ => SyncState.Applied };
                _users.Add(new ScimUserRow
                {
                    Id = Guid.NewGuid(), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key,
                    UserName = name, UserNameNorm = name, Display = $"{first} {last}", DisplayNameNorm = ScimText.Normalise($"{first} {last}"),
                    ExternalId = $"00u{i:x8}", Active = i % 9 != 4, Version = 1 + (i % 4), LookerFirstName = first, LookerLastName = last,
                    LookerEmail = state == SyncState.Unforwardable ? null : name, LookerEmailNorm = state == SyncState.Unforwardable ? null : name,
                    LookerUserId = state == SyncState.Applied ? $"{200 + i}" : null, LinkState = state == SyncState.Applied ? LinkState.Created : LinkState.None,
                    CreatedAt = now.AddDays(-30), UpdatedAt = now.AddMinutes(-17 * (i + 1)),
                }.Stored(progress => progress with
                {
                    State = state, Error = state == SyncState.Failed ? "Looker refused the e-mail address: it belongs to a service account." : null,
                    Attempts = state == SyncState.Failed ? 3 : 0,
                }));
            }

            db.ScimUsers.AddRange(_users);
        }

        private void Groups()
        {
            for (var i = 0; i < GroupNames.Length; i++)
            {
                _groups.Add(new ScimGroupRow
                {
                    Id = Guid.NewGuid(), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key, DisplayName = GroupNames[i],
                    DisplayNameNorm = ScimText.Normalise(GroupNames[i]), ExternalId = $"00g{i:x8}", Version = 3, LookerGroupId = $"{20 + i}",
                    LinkState = i == 3 ? LinkState.Adopted : LinkState.Created, CreatedAt = now.AddDays(-29), UpdatedAt = now.AddHours(-i - 1),
                });
            }

            db.ScimGroups.AddRange(_groups);
        }

        private void Members()
        {
            foreach (var group in _groups)
            {
                foreach (var user in _users.Where((_, i) => i % (2 + _groups.IndexOf(group)) == 0))
                {
                    db.Memberships.Add(new MembershipRow
                    {
                        GroupKey = group.Key, UserKey = user.Key, OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key,
                        Desired = true, Applied = AppliedMembership.Present,
                    });
                }
            }
        }

        private void Bodies()
        {
            foreach (var user in _users)
            {
                var body = new
                {
                    schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" }, userName = user.UserName, active = user.Active,
                    name = new { givenName = user.LookerFirstName, familyName = user.LookerLastName }, title = "Analyst",
                    emails = new[] { new { value = user.UserName, type = "work", primary = true } },
                };
                db.ScimUserBodies.Add(new UserBody { UserKey = user.Key, Json = JsonSerializer.SerializeToUtf8Bytes(body) });
            }

            foreach (var group in _groups)
            {
                var json = JsonSerializer.Serialize(new { displayName = group.DisplayName, externalId = group.ExternalId });
                db.ScimGroupBodies.Add(new GroupBodyRow { GroupKey = group.Key, Json = Encoding.UTF8.GetBytes(json) });
            }
        }

        private void Held()
        {
            const string Reason = "More people would be disabled or deleted than the deletion guard lets through within 60 minutes.";
            foreach (var (user, i) in _users.Skip(20).Take(3).Select((user, i) => (user, i)))
            {
                user.Active = false;
                user.Apply(Transition.Held(null), now);
                db.HeldChanges.Add(new HeldChange
                {
                    Id = Guid.CreateVersion7(now), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key,
                    Action = HeldAction.Disable, UserKey = user.Key, ScimId = user.Id, Name = user.UserName, Reason = Reason, Since = now.AddMinutes(-i - 6), WasActive = true,
                });
            }

            db.ScimUsers.UpdateRange(_users.Skip(20).Take(3));
            db.HeldChanges.Add(new HeldChange
            {
                Id = Guid.CreateVersion7(now), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key,
                Action = HeldAction.RemoveMember, UserKey = _users[6].Key, GroupKey = _groups[1].Key, ScimId = _groups[1].Id,
                Name = $"{_groups[1].DisplayName}: {_users[6].UserName}", Since = now.AddMinutes(-2),
                Reason = "More members are to be removed from the group than the deletion guard lets through within 60 minutes.",
            });
            db.ProtectedAccounts.Add(new ProtectedAccount
            {
                Id = Guid.CreateVersion7(now), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key,
                Address = "emergency@example.com", AddressNorm = "emergency@example.com", AddedAt = now.AddDays(-12), AddedBy = owner.Name,
            });
            var adopted = _users[30];
            (adopted.LookerUserId, adopted.LinkState, adopted.AppliedState) = (null, LinkState.None, null);
            adopted.Apply(Transition.Held(null), now);
            db.ScimUsers.Update(adopted);
            db.HeldChanges.Add(new HeldChange
            {
                Id = Guid.CreateVersion7(now), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key,
                Action = HeldAction.Adopt, UserKey = adopted.Key, ScimId = adopted.Id, Name = adopted.UserName, Since = now.AddMinutes(-1),
                LookerId = "4711", LookerName = $"{adopted.LookerFirstName} {adopted.LookerLastName}",
                Reason = $"A Looker account with the address {adopted.UserName} exists already. It is taken over when somebody agrees.",
            });
        }

        /// <summary>What was read from Looker this morning.</summary>
        private void Inventory()
        {
            var run = new ReconcileRun
            {
                Id = Guid.CreateVersion7(now), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key, State = ReconcileState.Done, Inventory = true,
                Done = 136, Total = 136, Found = 4, StartedAt = now.AddHours(-1), FinishedAt = now.AddHours(-1).AddSeconds(4),
            };
            db.ReconcileRuns.Add(run);
            db.SaveChanges();
            foreach (var user in _users.Take(6).Where(u => u.LookerUserId is not null).Append(_users[30]))
            {
                Found(run, user.LookerUserId ?? "4711", $"{user.LookerFirstName} {user.LookerLastName}", user.UserName, InventoryTraits.None);
            }

            Found(run, "2", "Olga Operator", "olga.operator@example.com", InventoryTraits.Administrator);
            Found(run, "3", "Scimify", "scimify@example.com", InventoryTraits.ApiUser | InventoryTraits.Administrator);
            Found(run, "17", "Nightly exports", null, InventoryTraits.ServiceAccount | InventoryTraits.NoAddress);
            Found(run, "88", "Contractor from before", "contractor@partner.example", InventoryTraits.Disabled);
            foreach (var group in _groups.Take(2).Where(g => g.LookerGroupId is not null))
            {
                Found(run, group.LookerGroupId!, group.DisplayName, null, InventoryTraits.None, 42);
            }

            Found(run, "1", "All Users", null, InventoryTraits.External, 136);
        }

        private void Found(ReconcileRun run, string lookerId, string name, string? email, InventoryTraits traits, int? members = null) => db.LookerInventory.Add(new InventoryItem
        {
            IntegrationKey = production.Key, IsGroup = members is not null, LookerId = lookerId, Name = name, NameNorm = ScimText.Normalise(name),
            Email = email, EmailNorm = email ?? "", Traits = traits, Members = members, RunKey = run.Key,
        });
        private void Mappings()
        {
            var set = new MappingSet(
            [
                new("6", "department", "Department", "string", false, MappingSourceKind.Attribute, Mapped.Department, false),
                new("7", "cost_center", "Cost Center", "number", false, MappingSourceKind.Attribute, "costCenter", false),
                new("8", "data_key", "Data key", "string", true, MappingSourceKind.Template, "{userName}@{department}", false),
                new("9", "region", "Region", "string", false, MappingSourceKind.Constant, "EMEA", true),
            ]);
            db.IntegrationMappings.Update(new IntegrationMappings { IntegrationKey = production.Key, Version = 3, Attributes = set.Store() });
            Role("4", "User", SyncState.Applied, null, 0, 1, 2);
            Role("5", "Viewer", SyncState.Failed, "Looker refused: cannot modify roles for group 'SAML Finance'", 2, 7);
        }

        private void Role(string id, string name, SyncState state, string? error, params int[] groups)
        {
            db.LookerRoles.Add(new LookerRoleRow
            {
                Id = Guid.CreateVersion7(now), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key, RoleId = id, Name = name,
                IsCertain = true,
            }.Stored(progress => progress with { State = state, Error = error }));
            foreach (var group in groups)
            {
                db.GroupRoles.Add(new GroupRole { GroupKey = _groups[group].Key, RoleId = id, IntegrationKey = production.Key });
            }
        }

        private void Log()
        {
            for (var hour = 30 * 24; hour > 0; hour--)
            {
                var at = now.AddHours(-hour);
                var busy = at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && at.Hour is > 5 and < 18;
                for (var i = _random.Next(busy ? 9 : 2); i > 0; i--)
                {
                    var user = _users[_random.Next(_users.Count)];
                    var refused = _random.Next(24) == 0;
                    db.ProvisioningLog.Add(Entry(user, at.AddSeconds(3600 - (i * 300)), refused ? 409 : 200,
                        hour < 2 && i == 1 ? SyncState.Held : SyncState.Applied, refused ? "The value of userName is taken by another user." : null));
                }
            }
        }

        /// <summary>One entry, with the calls that it caused.</summary>
        private Guid Story(ScimUserRow user, int status, SyncState sync, string? detail)
        {
            var entry = Entry(user, now.AddMinutes(-4), status, sync, detail);
            entry.Action = ProvisioningAction.Create;
            entry.Tolerances = """["The value of active was the text \"True\" instead of a boolean."]""";
            db.ProvisioningLog.Add(entry);
            if (status < 400)
            {
                Effect(entry, "search_users", "GET /users/search", 200, 1, null, 0);
                Effect(entry, "create_user", "POST /users", 429, 1, "Looker asked to wait 1 second.", 1);
                Effect(entry, "create_user", "POST /users", 200, 2, null, 2);
                Effect(entry, "create_user_credentials_email", "POST /users/{user_id}/credentials_email", 200, 1, null, 3);
                user.Stored(progress => progress with { RequestId = entry.RequestId });
                db.ScimUsers.Update(user);
            }

            return entry.RequestId;
        }

        private void Effect(ProvisioningEntry entry, string operation, string request, int status, int attempt, string? detail, int second) =>
            db.LookerEffects.Add(new LookerEffect
            {
                OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key, At = entry.At.AddSeconds(second), DurationMs = 84 + (second * 21),
                RequestId = entry.RequestId, ResourceType = "User", ScimId = entry.ScimId!.Value, Name = entry.Name!, Operation = operation,
                Facets = operation == "create_user_credentials_email" ? Facets.Address : Facets.Existence,
                Request = request, Status = status, Attempt = attempt, Detail = detail,
            });

        private ProvisioningEntry Entry(ScimUserRow user, DateTimeOffset at, int status, SyncState sync, string? detail) => new()
        {
            RequestId = Guid.NewGuid(), OrganizationKey = owner.OrganizationKey, IntegrationKey = production.Key, At = at, DurationMs = 12 + _random.Next(400),
            TokenName = "Okta production", SourceAddress = "203.0.113.24", UserAgent = "Okta SCIM Client 1.0.0", Method = "PATCH",
            Action = (ProvisioningAction)(1 + _random.Next(4)), ResourceType = "User", ScimId = user.Id, Name = user.UserName, ExternalId = user.ExternalId,
            Status = status, Sync = sync, ErrorType = status >= 400 ? "uniqueness" : null, Detail = detail,
            ErrorCode = status >= 400 ? "USER_NAME_TAKEN" : sync == SyncState.Failed ? "LOOKER_ADDRESS_TAKEN" : null,
            Changes = """[{"attribute":"name.familyName","before":"Chen","after":"Wong"},{"attribute":"emails","before":"carol.chen@example.com","after":"carol.wong@example.com"}]""",
            SettledAt = status < 400 && sync == SyncState.Applied ? at.AddMilliseconds(900) : null,
        };

        private void Counts()
        {
            var counters = db.IntegrationCounters.Single(c => c.IntegrationKey == production.Key);
            (counters.Users, counters.Groups) = (_users.Count, _groups.Count);
            counters.ActiveUsers = db.ScimUsers.LongCount(u => u.IntegrationKey == production.Key && u.Active && u.DeletedAt == null);
            counters.Memberships = db.Memberships.LongCount();
            db.IntegrationCounters.Update(counters);
            db.LookerCallCounts.Add(new LookerCallCount { IntegrationKey = production.Key, Month = LookerCallCount.MonthOf(now), Calls = 1_284 });
        }
    }
}
